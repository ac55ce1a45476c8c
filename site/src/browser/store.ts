// localStorage that may be forbidden: then choices last as long as the page.
export const store = {
  get(key: string): string | null {
    try {
      return localStorage.getItem(`cdclab:${key}`);
    } catch {
      return null;
    }
  },
  set(key: string, value: string | null) {
    try {
      if (value === null) localStorage.removeItem(`cdclab:${key}`);
      else localStorage.setItem(`cdclab:${key}`, value);
    } catch {
      // kept by the page alone
    }
  },
};
