// The picture test works with one page a picture. With script the next picture comes without a reload;
// answers go into hidden fields of the same form, which is sent once at the end.
export function start(root) {
  const quiz = root.querySelector("[data-quiz]");
  const form = quiz.querySelector("form");
  const pictures = [...quiz.querySelectorAll("[data-quiz-picture]")];
  let at = Math.max(0, pictures.findIndex((picture) => picture.hasAttribute("aria-current")));

  const show = (index) => {
    pictures[at].removeAttribute("aria-current");
    at = index;
    const picture = pictures[at];
    picture.setAttribute("aria-current", "step");
    quiz.querySelector("[data-quiz-stage]").replaceChildren(picture.querySelector(".scene").cloneNode(true));
    quiz.querySelector("[data-quiz-question]").textContent = picture.dataset.quizPicture;
    quiz.querySelector("[data-quiz-number]").textContent = String(at + 1);
    quiz.querySelector("[data-quiz-bar]").value = at + 1;
  };

  const remember = (value) => {
    const name = pictures[at].dataset.quizName;
    const field = form.querySelector(`input[type=hidden][name="${CSS.escape(name)}"]`) ?? form.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name }));
    field.value = value;
    pictures[at].dataset.answer = value;
  };

  form.addEventListener("submit", (event) => {
    if (!event.submitter?.hasAttribute("data-quiz-answer")) return;
    remember(event.submitter.value);
    if (at + 1 >= pictures.length) return;
    event.preventDefault();
    show(at + 1);
  });
  for (const [index, picture] of pictures.entries()) {
    picture.addEventListener("click", (event) => { event.preventDefault(); show(index); });
  }
}
