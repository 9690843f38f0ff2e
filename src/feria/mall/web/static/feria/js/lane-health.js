// How the lane is, asked every two seconds. Markup: [data-lane="/lane/health"] with data-lane-waiting, -pace, -served, -room, -valkey.
const words = JSON.parse(document.getElementById("lane-words").textContent);
const count = new Intl.NumberFormat(document.documentElement.lang, { useGrouping: "always" });
const { lane } = document.querySelector("[data-lane]").dataset;
const EVERY = 2000;
const BUSY = 200; // claims in the line
const say = (name, text) => (document.querySelector(`[data-lane-${name}]`).textContent = text);

async function look() {
  try {
    const answer = await fetch(lane, { cache: "no-store" });
    if (!answer.ok) throw new Error(answer.status);
    const { teller, valkey, room } = await answer.json();
    say("waiting", count.format(teller.waiting));
    say("pace", words.ms.replace("%(n)s", count.format(teller.pace_ms)));
    say("served", count.format(teller.served));
    say("room", count.format(room.waiting));
    say("valkey", words[valkey]);
    say("word", teller.waiting > BUSY || room.waiting ? words.busy : words.well);
  } catch {
    say("word", words.gone);
    for (const name of ["waiting", "pace", "served", "room", "valkey"]) say(name, "–");
  }
  setTimeout(look, EVERY);
}

look();
