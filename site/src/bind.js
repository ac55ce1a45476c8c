// A Russian line should neither end with a short preposition nor begin with a dash.
const short = /(^|[\s(«"])([а-яёА-ЯЁ]{1,2}) (?=\S)/g;

/** @param {string} text */
export function bind(text) {
  // Twice, for two short words in a row.
  const bound = text.replace(short, '$1$2\u00a0').replace(short, '$1$2\u00a0');
  return bound.replace(/ (?=[—–] )/g, '\u00a0').replace(/(\d) (?=[а-яё]|%)/g, '$1\u00a0');
}
