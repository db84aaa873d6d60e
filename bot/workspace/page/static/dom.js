// Makes elements. Text only ever goes in as text nodes: no string is parsed as markup.

const SVG = "http://www.w3.org/2000/svg";

// h("button", { class: "primary", onclick: press, "aria-label": "Send" }, "Send")
export function h(tag, properties = {}, ...children) {
  return furnished(document.createElement(tag), properties, children);
}

export function svg(tag, properties = {}, ...children) {
  return furnished(document.createElementNS(SVG, tag), properties, children);
}

function furnished(element, properties, children) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (name === "value") element.value = value;
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return element;
}

let number = 0;

// An id that nothing else on the page has.
export function uniqueId(prefix) {
  number += 1;
  return `${prefix}-${number}`;
}

// Makes the children of `parent` those of `wanted`, by key, leaving alone what is there already.
// wanted: [{ key, version, render }]; a child is made anew only when its version is another.
export function reconcile(parent, wanted) {
  const present = new Map([...parent.children].map((child) => [child.dataset.key, child]));
  let previous = null;
  for (const { key, version, render } of wanted) {
    let child = present.get(key);
    present.delete(key);
    if (!child || child.dataset.version !== version) {
      const fresh = render();
      fresh.dataset.key = key;
      fresh.dataset.version = version;
      if (child) replaceKeepingFocus(child, fresh);
      child = fresh;
    }
    const place = previous ? previous.nextSibling : parent.firstChild;
    if (place !== child) parent.insertBefore(child, place);
    previous = child;
  }
  for (const leftover of present.values()) leftover.remove();
}

// Where the focus was inside what is replaced, it goes to the same control, else to the whole.
function replaceKeepingFocus(old, fresh) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const name = focused?.dataset.focus;
  old.replaceWith(fresh);
  if (!focused) return;
  const same = name && fresh.querySelector(`[data-focus="${CSS.escape(name)}"]`);
  (same || fresh).focus({ preventScroll: true });
}

const ICONS = {
  hash: "M9.5 3 8 21M16 3l-1.5 18M4 8.5h17M3 15.5h17",
  send: "M4 12 3 4l18 8-18 8 1-8Zm0 0h9",
  thread: "M4 5h16v11H10l-4 4v-4H4z",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  code: "M8 7l-5 5 5 5M16 7l5 5-5 5",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8ZM12 2v2M12 20v2M4.9 4.9l1.4 1.4M17.7 17.7l1.4 1.4M2 12h2M20 12h2M4.9 19.1l1.4-1.4M17.7 6.3l1.4-1.4",
  eye: "M2 12s4-7 10-7 10 7 10 7-4 7-10 7S2 12 2 12Zm10-3a3 3 0 1 0 0 6 3 3 0 0 0 0-6Z",
  up: "M7 11v9H4v-9h3Zm0 0 4-8c1.5 0 2.5 1 2.5 2.5V9h5a2 2 0 0 1 2 2.3l-1 6.5a2 2 0 0 1-2 1.7H7",
  down: "M17 13V4h3v9h-3Zm0 0-4 8c-1.5 0-2.5-1-2.5-2.5V15h-5a2 2 0 0 1-2-2.3l1-6.5a2 2 0 0 1 2-1.7H17",
  play: "M7 4l13 8-13 8z",
  trash: "M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13",
  at: "M16 8v5a2.5 2.5 0 0 0 5 0v-1a9 9 0 1 0-4 7.5M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8Z",
  slash: "M15 4 9 20",
  home: "M4 11 12 4l8 7v9h-5v-6H9v6H4z",
  alert: "M12 3 2 20h20L12 3Zm0 7v4M12 17h.01",
};

export function icon(name) {
  const path = svg("path", { d: ICONS[name] });
  return svg("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, path);
}
