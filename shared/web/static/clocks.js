// A slider beneath each clock of a form: the same days, without the keyboard. The field stays what is sent.
"use strict";

const DAY = 86400000;
const ordinal = (iso) => Math.round(Date.parse(iso) / DAY);
const iso = (day) => new Date(day * DAY).toISOString().slice(0, 10);

for (const form of document.querySelectorAll("form.clocks[data-first]")) {
  const first = ordinal(form.dataset.first), last = ordinal(form.dataset.last);
  for (const field of form.querySelectorAll("input[type=date]")) {
    const slider = document.createElement("input");
    const follow = () => {
      slider.value = field.value ? ordinal(field.value) : last;
      slider.setAttribute("aria-valuetext", field.value || iso(last));
    };
    Object.assign(slider, { type: "range", min: first, max: last, step: 1 });
    slider.setAttribute("aria-label", field.labels[0].firstChild.textContent.trim());
    slider.addEventListener("input", () => {
      field.value = Number(slider.value) === last ? "" : iso(Number(slider.value));
      slider.setAttribute("aria-valuetext", field.value || iso(last));
    });
    field.addEventListener("input", follow);
    field.labels[0].append(slider);
    follow();
  }
}
