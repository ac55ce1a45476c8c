// The examples of CommonMark and of GitHub's Markdown, as a reader sees them: no word of their HTML may be missing on the rows, in order.
// Arguments: the program `rows`, the folder with node_modules, the files with GitHub's examples. Prints TAP.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { lostWord, textOf, wordsOf } from './words.mjs';

const [rows, modules, ...files] = process.argv.slice(2);
const require = createRequire(`${modules}/`);
const commonmark = require('commonmark');
const spec = require('commonmark-spec');

// Where a lesson reads otherwise, and why: by number of CommonMark 0.31.2.
const otherwise = {
  'MDX: what stands between tags is Markdown, and nothing is code for its indentation': [
    150, 151, 155, 159, 161, 162, 163, 164, 165, 166, 171, 177, 178, 184, 186, 189, 191],
  'MDX: a tag may span lines, and have any name and any blanks': [91, 491, 607, 622, 624],
  'the parser is of CommonMark 0.29: a currency sign is a letter there, a reference may have eight digits': [28, 354],
};
const exceptions = new Map(Object.entries(otherwise).flatMap(([why, numbers]) => numbers.map((n) => [n, why])));

function render(documents, ...how) {
  const input = documents.map((text) => `${text}\0`).join('');
  const done = spawnSync(rows, how, { input, maxBuffer: 1 << 30 });
  if (done.status !== 0) throw new Error(`${rows}: ${done.status ?? done.signal} ${done.stderr}`);
  return done.stdout.toString().split('\0').slice(0, documents.length);
}

let number = 0;
let failed = 0;
function claim(text, wrong) {
  number += 1;
  failed += wrong.length > 0;
  console.log(`${wrong.length ? 'not ok' : 'ok'} ${number} - ${text}`);
  for (const line of wrong.slice(0, 40)) console.log(`# ${line.replaceAll('\n', '\n#   ')}`);
}

function wrongOf(examples, all) {
  return examples.flatMap((example, i) => {
    const broken = /\x01(.*)/s.exec(all[i]);
    const html = textOf(example.html.replaceAll('→', '\t'));
    const lost = broken ? broken[1] : lostWord(wordsOf(html), all[i]);
    const excused = exceptions.get(example.number);
    if (lost && !excused) return [`${example.name}: ${lost}\n${example.markdown}${all[i].slice(0, 2000)}`];
    if (!lost && excused) return [`${example.name}: nothing is lost, yet it is among the exceptions`];
    return [];
  });
}

function github(file) {
  const text = readFileSync(file, 'utf8');
  const found = [...text.matchAll(/fn (\w+)\(\)[\s\S]*?original = r##"([\s\S]*?)"##;[\s\S]*?expected = r##"([\s\S]*?)"##;/g)];
  return found.map(([, name, markdown, html]) => ({ name, markdown, html }));
}

const examples = spec.tests.map((t) => ({
  name: `${t.number} ${t.section}`, number: t.number, html: t.html, markdown: t.markdown.replaceAll('→', '\t') }));
const texts = examples.map((example) => example.markdown);
claim(`${examples.length} examples of CommonMark lose no word but the ${exceptions.size} exceptions`,
  wrongOf(examples, render(texts, '400')));
for (const cols of ['80', '20', '3']) {
  const all = render(texts, cols);
  claim(`the examples at ${cols} columns: rows are as they must be`,
    examples.flatMap((example, i) => (all[i].includes('\x01') ? [`${example.name}: ${all[i]}`] : [])));
}

const whole = spec.text.replaceAll('→', '\t');
const parser = new commonmark.Parser();
const html = new commonmark.HtmlRenderer().render(parser.parse(whole.replace(/^---[\s\S]*?\n\.\.\.\n/, '')));
claim('the whole specification loses no word', wrongOf([{ name: 'spec.txt', markdown: '', html }], render([whole], '400')));

const around = (text, at) => text.split('\n').slice(Math.max(0, at - 8), at + 4).join('\n');
// A tag that is never closed lasts to the end of its chunk.
const joined = examples.filter((example) => !/HTML/.test(example.name))
  .map((example, i) => `\n\n## Example ${i}\n\n${example.markdown}`);
// A parser would not be given more at a time.
function pieces(parts) {
  const all = [''];
  for (const part of parts) {
    if (all.at(-1).length + part.length > 24000) all.push('');
    all.push(all.pop() + part);
  }
  return all;
}
for (const [what, parts] of [['the specification', whole.split(/^(?=## )/m)], ['the examples after one another', joined]]) {
  const texts = pieces(parts);
  const cut = render(texts, '80');
  const one = render(texts, '80', 'whole');
  const wrong = texts.flatMap((_, i) => {
    const at = cut[i].split('\n').findIndex((row, k) => row !== one[i].split('\n')[k]);
    return at < 0 ? [] : [`${around(cut[i], at)}\n---\n${around(one[i], at)}`];
  });
  claim(`${what}, in ${texts.length} pieces: chunks do not show`, wrong);
}

if (files.length === 0) {
  number += 1;
  console.log(`ok ${number} - the examples of GitHub's Markdown # SKIP they come by cargo`);
} else {
  const all = files.flatMap(github);
  claim(`${all.length} examples of GitHub's Markdown lose no word`,
    all.length < 10 ? ['too few were found'] : wrongOf(all, render(all.map((example) => example.markdown), '400')));
}
console.log(`1..${number}`);
process.exitCode = failed ? 1 : 0;
