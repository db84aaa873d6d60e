// Talks to the workspace: reads its state, follows its changes, does what people do.

export async function readState() {
  const response = await fetch("/page/state");
  if (!response.ok) throw new Error(`${response.status}`);
  return response.json();
}

// Gives the answer; { error } where the deed was not possible.
export async function act(name, body) {
  try {
    const response = await fetch(`/page/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await response.json();
  } catch (error) {
    return { error: String(error.message), gone: true };
  }
}

// Calls `onChange` with every change; `onLink` with whether the workspace can be heard.
export function follow(session, since, onChange, onLink) {
  const source = new EventSource(`/page/changes?session=${session}&since=${since}`);
  source.addEventListener("message", (event) => onChange(JSON.parse(event.data)));
  source.addEventListener("open", () => onLink(true));
  source.addEventListener("error", () => onLink(false));
  source.addEventListener("restart", () => location.reload());
  addEventListener("pagehide", () => source.close());
}
