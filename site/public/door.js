// The language chosen last, else the first of the browser's that we speak, else English.
(() => {
  let chosen = null;
  try {
    chosen = localStorage.getItem('cdclab:language');
  } catch {
    // no storage
  }
  const known = ['ru', 'en'];
  const wanted = [chosen, ...navigator.languages.map((name) => name.slice(0, 2))];
  location.replace(`${wanted.find((name) => known.includes(name)) ?? 'en'}/`);
})();
