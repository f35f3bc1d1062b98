// Saves what is being typed a moment after the last key; the server keeps one draft, so a lost answer loses nothing.
export function start(root) {
  for (const form of root.querySelectorAll("form[data-draft]")) watch(form);
}

function watch(form) {
  let timer = 0;
  const wait = Number(form.dataset.breather || 3) * 1000;
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => save(form), wait);
  });
  form.addEventListener("submit", () => clearTimeout(timer));
}

async function save(form) {
  const place = document.querySelector("[data-saved]");
  try {
    const answer = await fetch(form.dataset.draft, { method: "POST", body: new FormData(form), credentials: "same-origin" });
    if (!answer.ok) return;
    const { text } = await answer.json();
    if (place) place.textContent = text;
  } catch {
    // Without a network the text stays in the field; the next key tries again, and sending works as ever.
  }
}
