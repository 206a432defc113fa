// Decisions: sent at once, answered with the document as it stands then.
const desk = () => document.getElementById("desk");
const cards = () => [...document.querySelectorAll(".finding")];
const isOpen = (card) => card.querySelector(".controls") && !card.querySelector('[aria-pressed="true"]');
const cardOf = (number) => document.getElementById(`f${number}`);
let sending = false;

// The next card, from `from` on, that waits for a decision; the first one when there is none behind.
function nextOpen(from) {
  const all = cards();
  const at = all.indexOf(from);
  return [...all.slice(at + 1), ...all.slice(0, at + 1)].find(isOpen);
}

async function send(wish, key, next) {
  if (sending) return;
  sending = true;
  desk().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(location.pathname, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ wish, key }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(text);
    const list = document.querySelector(".findings");
    const scrolled = list ? list.scrollTop : 0;
    desk().innerHTML = text;
    document.querySelector(".findings").scrollTop = scrolled;
    const card = cards().find((card) => card.dataset.key === next) || cards().find(isOpen);
    if (card) select(Number(card.dataset.f), true);
  } catch (error) {
    const trouble = document.getElementById("trouble");
    if (trouble) trouble.textContent = `${error.message || error} Nothing was saved.`;
  } finally {
    sending = false;
    desk().removeAttribute("aria-busy");
  }
}

function decide(wish, card) {
  if (!card || !card.querySelector(".controls")) return;
  const pressed = card.querySelector(`[data-wish="${wish}"]`).getAttribute("aria-pressed") === "true";
  const next = nextOpen(card);
  send(pressed ? "forget" : wish, card.dataset.key, (pressed ? card : next || card).dataset.key);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-wish]");
  if (!button) return;
  const wish = button.dataset.wish;
  if (wish === "undo") send("undo", "", "");
  else if (wish === "forget") send("forget", button.closest("[data-key]").dataset.key, "");
  else decide(wish, button.closest(".finding"));
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const card = cardOf(current) || cards().find(isOpen);
  if (event.key === "a") decide("accept", card);
  if (event.key === "r") decide("reject", card);
  if (event.key === "u") send("undo", "", "");
  if (event.key === "s") {
    const next = nextOpen(card);
    if (next) select(Number(next.dataset.f), true);
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
if (first && !location.hash) select(Number(first.dataset.f), false);
