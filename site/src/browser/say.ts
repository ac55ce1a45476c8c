import { words } from '../words.js';

/** The words of the page's language. */
export const say = words[document.documentElement.lang === 'en' ? 'en' : 'ru'];
