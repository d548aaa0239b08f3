// The site on show: which sites the token sees, and the archive of the chosen one.
import { computed, ref, shallowRef } from "vue";
import { ask, token } from "../api/client";
import type { Category, Cems, CemsReference, Parameter, Point } from "../api/schema";

export interface Archive {
  cems: Cems;
  categories: Category[]; // The tree of classes, without points.
  points: Map<string, Point>;
  byCategory: Map<string, Point[]>;
  root: Point | undefined;
}

const PAGE = 1000;

export const sites = shallowRef<CemsReference[]>([]);
export const siteTotal = ref(0); // The first 1,000 are in `sites`.
export const scopes = shallowRef<ReadonlySet<string>>(new Set());
export const cemsId = ref("");
export const archive = shallowRef<Archive | null>(null);
export const archiveProblem = shallowRef<unknown>(null);

export const root = computed(() => archive.value?.root);

/** What the token may see; throws the Refusal of a token that is not good. */
export async function openSession(): Promise<void> {
  const access = await ask("/access/v1/cems");
  sites.value = access.sites;
  siteTotal.value = access.total;
  scopes.value = new Set(access.scopes);
  const last = sessionStorage.getItem("cems.site") ?? "";
  const chosen = access.sites.find((site) => site.cemsId === last) ?? access.sites[0];
  if (chosen) await chooseSite(chosen.cemsId);
}

export async function chooseSite(id: string): Promise<void> {
  cemsId.value = id;
  sessionStorage.setItem("cems.site", id);
  archive.value = null;
  archiveProblem.value = null;
  try {
    const read = await readArchive(id);
    if (cemsId.value === id) archive.value = read;
  } catch (error) {
    if (cemsId.value === id) archiveProblem.value = error;
  }
}

export function closeSession(): void {
  sites.value = [];
  cemsId.value = "";
  archive.value = null;
  token.value = "";
  sessionStorage.clear();
}

function collect(categories: Category[], points: Map<string, Point>): void {
  for (const category of categories) {
    for (const point of category.points ?? []) points.set(point.pointId, point);
    collect(category.categories ?? [], points);
  }
}

async function readArchive(id: string): Promise<Archive> {
  const [overview, first] = await Promise.all([
    ask("/cems/v1/GetCemsStaticData", { cemsId: id }),
    ask("/cems/v1/GetCemsFullStaticData", { cemsId: id, pageSize: PAGE }),
  ]);
  const points = new Map<string, Point>();
  collect(first.categories ?? [], points);
  let next = first.page?.next;
  while (next) {
    const page = await ask("/cems/v1/GetCemsFullStaticData",
      { cemsId: id, pageSize: PAGE, cursor: next });
    collect(page.categories ?? [], points);
    next = page.page?.next;
  }
  const byCategory = new Map<string, Point[]>();
  for (const point of points.values()) {
    const list = byCategory.get(point.categoryCode) ?? [];
    list.push(point);
    byCategory.set(point.categoryCode, list);
  }
  const cems = overview.cems as Cems;
  const categories = overview.categories ?? [];
  return { cems, categories, points, byCategory, root: points.get(cems.rootPointId) };
}

/** The classes of the tree, a parent before its children. */
export function flatCategories(categories: Category[]): Category[] {
  return categories.flatMap((one) => [one, ...flatCategories(one.categories ?? [])]);
}

export function parameterOf(pointId: string, parameterId: string): Parameter | undefined {
  const point = archive.value?.points.get(pointId);
  return point?.parameters.find((one) => one.parameterId === parameterId);
}
