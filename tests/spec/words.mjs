// What a reader sees of HTML, as words, and whether rows show them in order.

const named = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', copy: '©' };

function decoded(text) {
  return text.replace(/&(#x?[0-9a-f]+|[a-z]+);/gi, (all, name) => {
    if (/^#x/i.test(name)) return String.fromCodePoint(parseInt(name.slice(2), 16) || 0xfffd);
    if (name[0] === '#') return String.fromCodePoint(Number(name.slice(1)) || 0xfffd);
    return named[name] ?? all;
  });
}

// The text of HTML: an image is what stands for it; a comment and a tag are nothing.
export function textOf(html) {
  return decoded(html
    .replace(/<!--[\s\S]*?-->/g, ' ')
    .replace(/<(script|style)\b[\s\S]*?<\/\1>/gi, ' ')
    .replace(/<img\b[^>]*?\balt="([^"]*)"[^>]*>/gi, ' $1 ')
    .replace(/<\/?(a|p|br|hr|li|ul|ol|h\d|pre|blockquote|t[dhr]|thead|tbody|table|div|input)\b(?:"[^"]*"|'[^']*'|[^"'>])*>/gi, ' ')
    .replace(/<\/?[a-z!?](?:"[^"]*"|'[^']*'|[^"'>])*>/gi, ''));
}

// Letters and digits together, anything else alone; blanks count for nothing.
export function wordsOf(text) {
  return text.normalize('NFC').match(/[\p{L}\p{N}\p{M}]+|[^\s\p{Cc}\p{Cf}]/gu) ?? [];
}

// The first word of `want` that the rows lack after those before it; null: none. What the rows have more does not matter.
export function lostWord(want, rows) {
  const have = rows.normalize('NFC').replace(/\s+/g, '');
  let at = 0;
  for (let i = 0; i < want.length; i++) {
    const found = have.indexOf(want[i], at);
    if (found < 0) return want.slice(Math.max(0, i - 3), i + 2).join(' ');
    at = found + want[i].length;
  }
  return null;
}
