// Before the first paint, so that a page chosen dark is never light for a moment.
try {
  const theme = localStorage.getItem('cdclab:theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // no storage, no choice
}
