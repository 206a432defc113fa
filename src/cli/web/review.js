// Decisions: sent at once, answered with the document as it stands then.
const desk = () => document.getElementById("desk");
const cards = () => [...document.querySelectorAll(".finding")];
const isOpen = (card) => card.querySelector(".controls") && !card.classList.contains("decided");
const cardOf = (number) => document.getElementById(`f${number}`);
const numberOf = (card) => Number(card.dataset.f);
const plural = (number, one) => `${number} ${one}${number === 1 ? "" : "s"}`;
const DONE = { accept: "accepted", reject: "rejected", edit: "edited", forget: "forgotten", undo: "taken back" };
let sending = false;
let silence = 0;

// The next card, from `from` on, that waits for a decision; the first one when there is none behind.
function nextOpen(from) {
  const all = cards();
  const at = all.indexOf(from);
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find(isOpen);
}

// What each card says, by its place.
function told() {
  const says = (card) => `${card.classList.contains("applied")} ${card.querySelector(".did").textContent}`;
  return new Map(cards().map((card) => [card.dataset.at, says(card)]));
}

// Marks what became another finding by the last decision, and says how many there are.
function compare(before, own) {
  const now = told();
  const others = cards().filter((card) => !own.has(card.dataset.at) && before.get(card.dataset.at) !== now.get(card.dataset.at));
  for (const card of others) card.classList.add("anew");
  const gone = [...before.keys()].filter((at) => !own.has(at) && !now.has(at)).length;
  return (others.length ? `; ${plural(others.length, "other")} planned anew` : "")
    + (gone ? `; ${plural(gone, "other")} not found any more` : "");
}

// Sends what is wanted. `own`: the cards that it is about. `next`: the card to go to.
async function send(message, own = [], next = null) {
  if (sending) return;
  sending = true;
  const { wish } = message;
  const said = document.getElementById("said");
  const trouble = document.getElementById("trouble");
  const places = new Set(own.map((card) => card.dataset.at));
  const goal = next && next.dataset.at;
  const before = told();
  desk().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(message),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    const scrolled = document.querySelector(".findings").scrollTop;
    desk().innerHTML = text;
    document.querySelector(".findings").scrollTop = scrolled;
    const done = own.length > 1 ? `${own.length} ${DONE[wish]}` : DONE[wish];
    const anew = wish === "undo" ? "" : compare(before, places);
    clearTimeout(silence);
    silence = setTimeout(() => { said.textContent = ""; }, 10000);
    said.textContent = `${done}${anew}; ${document.querySelector(".progress").textContent.trim()}`;
    trouble.textContent = "";
    const card = cards().find((card) => card.dataset.at === goal) || cards().find(isOpen);
    if (card) select(numberOf(card), { focus: true, follow: true });
  } catch (error) {
    said.textContent = "";
    trouble.textContent = `${error.message || error} Nothing was saved.`;
  } finally {
    sending = false;
    desk().removeAttribute("aria-busy");
  }
}

function decide(wish, card, all = false) {
  if (!card || !card.querySelector(".controls")) return;
  const key = card.dataset.key;
  if (all) {
    const rule = card.querySelector(".rule").textContent;
    const own = cards().filter((other) => other === card || isOpen(other) && other.querySelector(".rule").textContent === rule);
    send({ wish, key, all }, own, cards().find((other) => isOpen(other) && !own.includes(other)));
    return;
  }
  const pressed = card.querySelector(`[data-wish="${wish}"]`).getAttribute("aria-pressed") === "true";
  send({ wish: pressed ? "forget" : wish, key }, [card], pressed ? card : nextOpen(card) || card);
}

// Opens a line to write one's own text in, in the card itself.
function write(card) {
  const button = card && card.querySelector('[data-wish="edit"]');
  if (!button) return;
  const open = card.querySelector(".edit");
  if (open) return open.querySelector("textarea").focus();
  const form = document.createElement("form");
  form.className = "edit";
  const label = document.createElement("label");
  const text = document.createElement("textarea");
  text.value = button.dataset.text;
  text.rows = Math.min(8, text.value.split("\n").length + 1);
  label.append(button.dataset.label, text);
  const row = document.createElement("div");
  row.className = "controls";
  for (const [wish, name] of [["save", "Save"], ["cancel", "Cancel"]]) {
    const one = document.createElement("button");
    one.type = "button";
    one.dataset.wish = wish;
    const key = document.createElement("kbd");
    key.textContent = wish === "save" ? "Ctrl Enter" : "Esc";
    one.append(`${name} `, key);
    row.append(one);
  }
  form.append(label, row);
  form.addEventListener("submit", (event) => event.preventDefault());
  card.append(form);
  card.classList.add("writing");
  form.scrollIntoView({ block: "nearest" });
  text.focus({ preventScroll: true });
}

function save(card) {
  const text = card.querySelector("textarea").value;
  send({ wish: "edit", key: card.dataset.key, text }, [card], nextOpen(card) || card);
}

function cancel(card) {
  card.querySelector(".edit").remove();
  card.classList.remove("writing");
  card.focus({ preventScroll: true });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-wish]");
  if (!button) return;
  const wish = button.dataset.wish;
  const card = button.closest(".finding");
  if (wish === "undo") send({ wish });
  else if (wish === "forget") send({ wish, key: button.closest("[data-key]").dataset.key });
  else if (wish === "edit") write(card);
  else if (wish === "save") save(card);
  else if (wish === "cancel") cancel(card);
  else decide(wish, card, "all" in button.dataset);
});

document.addEventListener("keydown", (event) => {
  const form = event.target.closest(".edit");
  if (form) {
    const card = form.closest(".finding");
    if (event.key === "Escape") cancel(card);
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save(card);
    return;
  }
  if (isWriting(event)) return;
  const card = cardOf(current) || cards().find(isOpen);
  if (event.key === "a") decide("accept", card);
  if (event.key === "r") decide("reject", card);
  if (event.key === "A") decide("accept", card, true);
  if (event.key === "R") decide("reject", card, true);
  if (event.key === "u") send({ wish: "undo" });
  if (event.key === "e" && card) {
    event.preventDefault();
    write(card);
  }
  if (event.key === "s" && card) {
    const next = nextOpen(card);
    if (next) select(numberOf(next), { focus: true, follow: true });
  }
});

// The list fills up while documents are looked at.
async function refresh() {
  const waiting = desk();
  if (!waiting || !Number(waiting.dataset.waiting)) return;
  const answer = await fetch(location.pathname);
  if (answer.ok) {
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    waiting.replaceWith(page.getElementById("desk"));
  }
  setTimeout(refresh, 1000);
}

setTimeout(refresh, 1000);
const first = cards().find(isOpen);
if (first && !location.hash) select(numberOf(first), { follow: true });
