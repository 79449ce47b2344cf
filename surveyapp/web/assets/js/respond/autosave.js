// Saves while one types. Where the connection is lost, the answers wait in this browser and go out when it returns; the
// line of state says which of the two it is. Without this script the page's own buttons save.
const PAUSE = 800;
const RETRY = 15000;
const PATIENCE = 10000;
const LEFT = ["csrf_token", "spoken"];

export function watchAutosave(form) {
  const url = form.dataset.autosaveUrl;
  if (!url) return;
  const line = document.querySelector("[data-save-state]");
  const clash = document.querySelector("[data-clash-state]");
  const key = `surveyapp:${url}`;
  let dirty = false;
  let timer = 0;
  let running = null;
  let leaving = false;

  const say = (state) => {
    if (!line || line.dataset.state === state) return;
    line.dataset.state = state;
    line.textContent = line.dataset[state] ?? "";
  };

  // The page's own name, so that the server knows its earlier savings again when an answer to one of them gets lost.
  const { made, tab } = form.elements;
  if (tab) tab.value = crypto.getRandomValues(new Uint32Array(2)).reduce((name, part) => name + part.toString(36), "");

  const entries = () => [...new FormData(form)].filter(([name, value]) => !LEFT.includes(name) && typeof value === "string");

  const save = async () => {
    clearTimeout(timer);
    if (running) await running;
    if (!dirty) return true;
    dirty = false;
    say("saving");
    running = send(url, form);
    const { outcome, found } = await running;
    running = null;
    if (outcome === "saved") {
      forget(key);
      if (made && found?.made !== undefined) made.value = found.made;
      if (clash) clash.hidden = !found?.clash;
      if (!dirty) say(found?.elsewhere && !found.clash ? "elsewhere" : "saved");
      return true;
    }
    dirty = true;
    keep(key, entries());
    say(outcome);
    if (outcome === "waiting") timer = setTimeout(save, RETRY);
    return outcome === "failed";
  };

  const changed = () => {
    dirty = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  };

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  addEventListener("online", () => dirty && save());
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" && dirty && save());

  // Leaving the page: what is unsaved goes first, and without a connection one stays where the answers are.
  form.addEventListener("submit", async (event) => {
    if (leaving) return event.preventDefault();
    if (!dirty && navigator.onLine) return void (leaving = true);
    event.preventDefault();
    leaving = true;
    dirty = true;
    const gone = await save();
    leaving = false;
    if (gone) {
      dirty = false;
      form.requestSubmit(event.submitter ?? undefined);
    }
  });
  addEventListener("pageshow", () => (leaving = false));

  const waiting = recall(key);
  if (waiting) {
    fill(form, waiting);
    changed();
  }
}

async function send(url, form) {
  const stop = new AbortController();
  const clock = setTimeout(() => stop.abort(), PATIENCE);
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Requested-With": "fetch" },
      credentials: "same-origin",
      redirect: "manual",
      signal: stop.signal,
    });
    if (answer.ok) return { outcome: "saved", found: await answer.json().catch(() => null) };
    return { outcome: answer.status >= 500 ? "waiting" : "failed" };
  } catch {
    return { outcome: "waiting" };
  } finally {
    clearTimeout(clock);
  }
}

/** Put kept answers back into the fields, with the version of the page they were typed on. */
function fill(form, entries) {
  for (const field of form.elements) {
    if (!field.name || LEFT.includes(field.name) || field.type === "submit" || field.type === "button") continue;
    const values = entries.filter(([name]) => name === field.name).map(([, value]) => value);
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.includes(field.value);
    else if (values.length) field.value = values[0];
  }
}

// A browser may refuse to store; then the page itself is the only place where the answers are.
function keep(key, entries) {
  try {
    localStorage.setItem(key, JSON.stringify(entries));
  } catch {
    /* full, or not allowed */
  }
}

function recall(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

function forget(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    /* not allowed */
  }
}
