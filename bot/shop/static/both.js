/**
 * The page with both sides: on a narrow screen one side at a time, on a wide one both.
 *
 * Owns which side a narrow screen shows; the style sheet decides what is narrow. The frames keep what is in them.
 */

const buttons = document.querySelectorAll("button[data-side]");

for (const button of buttons) {
  button.addEventListener("click", () => {
    document.body.dataset.side = button.dataset.side;
    for (const other of buttons) other.setAttribute("aria-pressed", String(other === button));
  });
}
