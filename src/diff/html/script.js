"use strict";
// What belongs to one finding lights up together; n and p go from finding to finding.
const parts = (number) => document.querySelectorAll(`[data-f="${number}"]`);
let current = 0;

function select(number, focus) {
  for (const part of parts(current)) part.classList.remove("on");
  current = number;
  for (const part of parts(number)) part.classList.add("on");
  const card = document.getElementById(`f${number}`);
  if (!card) return;
  if (focus) card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
  const place = document.getElementById(`t${number}`) || document.getElementById(`s${number}`);
  if (focus && place) place.scrollIntoView({ block: "center" });
}

function step(by) {
  const cards = [...document.querySelectorAll(".finding")];
  if (!cards.length) return;
  const at = cards.findIndex((card) => Number(card.dataset.f) === current);
  const next = at < 0 ? (by > 0 ? 0 : cards.length - 1) : Math.min(Math.max(at + by, 0), cards.length - 1);
  select(Number(cards[next].dataset.f), true);
}

document.addEventListener("click", (event) => {
  const part = event.target.closest("[data-f]");
  if (part) select(Number(part.dataset.f), false);
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "n") step(1);
  if (event.key === "p") step(-1);
});
