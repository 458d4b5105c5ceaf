/** An address of this site, below the path it is hosted under (`BASE_PATH`). Leaves every other address as it is. */
export function siteHref(path: string, base: string = import.meta.env.BASE_URL): string {
  if (!path.startsWith('/') || path.startsWith('//')) return path;
  return `${base.replace(/\/$/, '')}${path}`;
}
