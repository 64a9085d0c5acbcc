/** `3rd of 10`: where a class stands when classes are ordered by how many images they have. */
export function placeInClass(perClass: readonly number[], label: number): string {
  const own = perClass[label] ?? 0;
  const larger = perClass.filter((images) => images > own).length;
  const same = perClass.filter((images) => images === own).length;
  if (same === perClass.length) return 'all classes are equal';
  return `${ordinal(larger + 1)} of ${perClass.length}${same > 1 ? `, with ${same - 1} like it` : ''}`;
}

function ordinal(place: number): string {
  const last = place % 10;
  const isTeen = Math.floor(place / 10) % 10 === 1;
  if (isTeen || last === 0 || last > 3) return `${place}th`;
  return `${place}${last === 1 ? 'st' : last === 2 ? 'nd' : 'rd'}`;
}
