// The course as the pages need it: lessons in order, their twins in the other language, their neighbours.
import { getCollection, type CollectionEntry } from 'astro:content';
import { languages } from './words.js';

export type Lang = (typeof languages)[number];

export interface Lesson {
  /** `07-module-7/05-multi-database-configuration`: the same in both languages, and what progress is kept under. */
  id: string;
  lang: Lang;
  module: number;
  entry: CollectionEntry<'course'>;
  /** Ids of the checklist's required items, in the lesson's order: those that cdclab counts. */
  checks: string[];
}

interface Lab {
  lesson: string;
  checks: { id: string; optional?: boolean }[];
}

const labs = Object.values(import.meta.glob<Lab>('../../labs/*/*/lab.json', { eager: true, import: 'default' }));

function lessonOf(entry: CollectionEntry<'course'>): Lesson {
  const english = entry.id.endsWith('.en');
  const id = english ? entry.id.slice(0, -'.en'.length) : entry.id;
  const items = (entry.body ?? '').matchAll(/^- \[ \] \{\/\*\s*check:\s*([a-z0-9-]+)\s*\*\/\}/gm);
  const optional = new Set(labs.find((lab) => lab.lesson === id)?.checks.filter((check) => check.optional).map((check) => check.id));
  const checks = [...items].map((m) => m[1]!).filter((check) => !optional.has(check));
  return { id, lang: english ? 'en' : 'ru', module: parseInt(id, 10), entry, checks };
}

/** All lessons of a language, module by module, in their order. */
export async function lessonsIn(lang: Lang): Promise<Lesson[]> {
  const lessons = (await getCollection('course')).map(lessonOf).filter((lesson) => lesson.lang === lang);
  return lessons.sort((a, b) => a.module - b.module || a.entry.data.order - b.entry.data.order || (a.id < b.id ? -1 : 1));
}

export async function twinOf(lesson: Lesson): Promise<Lesson | undefined> {
  const others = await Promise.all(languages.filter((lang) => lang !== lesson.lang).map(lessonsIn));
  return others.flat().find((other) => other.id === lesson.id);
}

/** The lessons that a lesson's front matter asks for first: `module-7/x` lies in the folder `NN-module-7`. */
export async function prerequisitesOf(lesson: Lesson): Promise<Lesson[]> {
  const all = await lessonsIn(lesson.lang);
  return lesson.entry.data.prerequisites.map((name) => {
    const found = all.find((other) => other.id.replace(/^\d+-/, '') === name);
    if (!found) throw new Error(`${lesson.entry.filePath}: prerequisites: there is no lesson ${name} in ${lesson.lang}`);
    return found;
  });
}

const base = import.meta.env.BASE_URL.replace(/\/?$/, '/');

export function homeAddress(lang: Lang): string {
  return `${base}${lang}/`;
}

export function address(lesson: Lesson): string {
  return `${homeAddress(lesson.lang)}${lesson.id}/`;
}

export interface Heading {
  depth: number;
  slug: string;
  text: string;
}

/**
 * Section of one language -> the same section in the other. Where both have the same headings, one by one; else only those of the second
 * level, where these are as many; else none, and the switch leads to the top.
 */
export function pairSections(from: Heading[], to: Heading[]): Record<string, string> {
  const alike = (a: Heading[], b: Heading[]) => a.length === b.length && a.every((h, i) => h.depth === b[i]!.depth);
  const second = (list: Heading[]) => list.filter((h) => h.depth === 2);
  const [a, b] = alike(from, to) ? [from, to] : [second(from), second(to)];
  return alike(a, b) ? Object.fromEntries(a.map((h, i) => [h.slug, b[i]!.slug])) : {};
}

/** A title without a Cyrillic letter is English, whatever the page: said to screen readers and to hyphenation. */
export function titleLang(text: string): 'en' | undefined {
  return /[а-яё]/i.test(text) ? undefined : 'en';
}
