"use strict";
// What belongs to one finding lights up together; n and p go from finding to finding.
const parts = (number) => document.querySelectorAll(`[data-f="${number}"]`);
// Where the texts stand beside the list they follow it; where they stand below it, following would take the list away.
const beside = matchMedia("(min-width: 70rem)");
const isWriting = (event) => event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select");
let current = 0;

function select(number, { focus = false, follow = false } = {}) {
  for (const part of parts(current)) part.classList.remove("on");
  current = number;
  for (const part of parts(number)) part.classList.add("on");
  const card = document.getElementById(`f${number}`);
  if (!card) return;
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  const place = document.getElementById(`t${number}`) || document.getElementById(`s${number}`);
  if (follow && beside.matches && place) place.scrollIntoView({ block: "center" });
}

function step(by) {
  const cards = [...document.querySelectorAll(".finding")];
  if (!cards.length) return;
  const at = cards.findIndex((card) => Number(card.dataset.f) === current);
  const next = at < 0 ? (by > 0 ? 0 : cards.length - 1) : Math.min(Math.max(at + by, 0), cards.length - 1);
  select(Number(cards[next].dataset.f), { focus: true, follow: true });
}

document.addEventListener("click", (event) => {
  const part = event.target.closest("[data-f]");
  if (part) select(Number(part.dataset.f), { follow: part.matches(".finding") && !event.target.closest("a, button, form") });
});

document.addEventListener("keydown", (event) => {
  if (isWriting(event)) return;
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
});
