// The board's words and figures in the reader's language and the mall's time zone.
const { currency, timeZone } = document.getElementById("board-script").dataset;
const language = document.documentElement.lang;

export const words = JSON.parse(document.getElementById("wording").textContent);
export const money = new Intl.NumberFormat(language, { style: "currency", currency, useGrouping: "always" });
export const whole = new Intl.NumberFormat(language, { style: "currency", currency, maximumFractionDigits: 0, useGrouping: "always" });
export const brief = new Intl.NumberFormat(language, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 });
export const count = new Intl.NumberFormat(language, { useGrouping: "always" });
const tenths = new Intl.NumberFormat(language, { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const clockTime = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const clockMinute = new Intl.DateTimeFormat(language, { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const clockDay = new Intl.DateTimeFormat(language, { timeZone, month: "short", day: "numeric" });
const digits = money.resolvedOptions().maximumFractionDigits;

export const find = (selector) => document.querySelector(selector);
export const major = (minor) => minor / 10 ** digits;
export const second = (instant) => clockTime.format(new Date(instant));
export const minute = (instant) => clockMinute.format(new Date(instant));
export const day = (instant) => clockDay.format(new Date(instant));
export const rate = (value) => (value && value < 10 ? tenths : count).format(value < 10 ? value : Math.round(value));
export const said = (name, facts) => words[name].replace(/%\((\w+)\)s/g, (_, fact) => facts[fact] ?? "");

// Symbol and cents small, as the pages do it.
export function parts(minor) {
  return money.formatToParts(major(minor)).map((part) => {
    const small = { currency: "money-symbol", fraction: "money-cents", decimal: "money-cents" }[part.type];
    const element = span(part.value);
    if (small) element.className = small;
    return element;
  });
}

export function span(text) {
  const element = document.createElement("span");
  element.textContent = text;
  return element;
}
