// Whether the lane answers, asked every two seconds from outside. Markup: [data-lane="/lane/health"], and [data-lane-gone] shown when it does not.
const { lane } = document.querySelector("[data-lane]").dataset;
const gone = document.querySelector("[data-lane-gone]");
const EVERY = 2000;

async function look() {
  try {
    const answer = await fetch(lane, { cache: "no-store" });
    gone.hidden = answer.ok;
  } catch {
    gone.hidden = false;
  }
  setTimeout(look, EVERY);
}

look();
