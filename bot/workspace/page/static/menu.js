// A menu that opens at a button: arrow keys move, Escape closes and gives the focus back.

import { h, uniqueId } from "./dom.js";

// A button with a menu. items() gives [{ label, hint, run } | { heading }] when it is opened.
export function menuButton(properties, content, items) {
  const button = h("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...properties }, content);
  button.addEventListener("click", () => openMenu(button, items()));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    openMenu(button, items());
  });
  return button;
}

function openMenu(button, items) {
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", id: uniqueId("menu"), "aria-label": button.getAttribute("aria-label") ?? button.textContent });
  for (const item of items) {
    menu.append(
      item.heading
        ? h("div", { class: "menu-heading", role: "presentation" }, item.heading)
        : h("button", { type: "button", role: "menuitem", tabindex: "-1", class: item.danger ? "danger" : null, onclick: () => chosen(item) },
            h("span", {}, item.label), item.hint ? h("small", {}, item.hint) : null)
    );
  }
  const chosen = (item) => {
    menu.hidePopover();
    button.focus({ preventScroll: true });
    item.run();
  };
  const choices = () => [...menu.querySelectorAll("button")];
  const move = (to) => choices().at(to)?.focus();
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Escape") event.stopPropagation(); // it closes the menu alone
    const at = choices().indexOf(document.activeElement);
    const last = choices().length - 1;
    const steps = { ArrowDown: at === last ? 0 : at + 1, ArrowUp: at <= 0 ? last : at - 1, Home: 0, End: last };
    if (event.key in steps) move(steps[event.key]);
    else if (event.key === "Tab") menu.hidePopover();
    else return;
    if (event.key !== "Tab") event.preventDefault();
  });
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    button.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement)) button.focus({ preventScroll: true });
    menu.remove();
  });
  // Where it belongs: outside an open dialog everything is inert.
  (button.closest("dialog, aside, main") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  move(0);
}

function place(menu, button) {
  const at = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = at.bottom + 4 + height < innerHeight;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - 4 - height)}px`;
  menu.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
}
