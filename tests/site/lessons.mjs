// The lessons as the tests know them: from the files themselves, not by way of the site.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

function fencesOf(text) {
  const fences = [...text.matchAll(/^```([^\n]*)\n([\s\S]*?)\n```$/gm)];
  return fences.map(([, info, code]) => ({ title: /title="([^"]*)"/.exec(info)?.[1], code }));
}

function optionalOf(folder, id) {
  const path = join(folder, '..', 'labs', id, 'lab.json');
  const checks = existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).checks : [];
  return checks.filter((check) => check.optional).map((check) => check.id);
}

function lessonOf(folder, name) {
  const text = readFileSync(join(folder, name), 'utf8');
  const english = name.endsWith('.en.mdx');
  const id = name.replace(/(\.en)?\.mdx$/, '');
  const prose = text.replace(/^```[\s\S]*?^```$/gm, '');
  return {
    id,
    lang: english ? 'en' : 'ru',
    path: `/${english ? 'en' : 'ru'}/${id}/`,
    fences: fencesOf(text),
    headings: [...prose.matchAll(/^#{2,3} (.*)$/gm)].map((match) => match[1]),
    callouts: [...prose.matchAll(/<Callout type="(\w+)"/g)].map((match) => match[1]),
    charts: [...prose.matchAll(/<Mermaid chart=\{`([\s\S]*?)`\}/g)].map((match) => match[1].trim()),
    checks: [...prose.matchAll(/\{\/\* check: ([\w-]+) \*\/\}/g)].map((match) => match[1]),
    questions: [...prose.matchAll(/\{\/\* predict: ([\w-]+) \*\/\}/g)].map((match) => match[1]),
    optional: optionalOf(folder, id),
  };
}

export function readLessons(folder) {
  const names = readdirSync(folder, { recursive: true }).map(String).filter((name) => name.endsWith('.mdx')).sort();
  return names.map((name) => lessonOf(folder, name));
}
