// A person's or channel's initial on a colour of its own. No pictures: nothing is loaded from outside.

const HUES = ['bg-[#9d8cff]', 'bg-[#6cb2ff]', 'bg-[#5ccb91]', 'bg-[#f0b352]', 'bg-[#ff9d8a]', 'bg-[#e58cd8]'] as const;
const SIZES = { small: 'size-5 text-[0.625rem]', large: 'size-9 text-sm' } as const;

/** `id` decides the colour, so that a renamed person keeps it. */
export function Avatar({
  id,
  name,
  size = 'small',
}: {
  readonly id: string;
  readonly name: string;
  readonly size?: keyof typeof SIZES;
}) {
  const sum = Array.from(id).reduce((total, character) => total + (character.codePointAt(0) ?? 0), 0);
  const initial = Array.from(name.trim())[0]?.toUpperCase() ?? '?';
  return (
    <span
      aria-hidden="true"
      className={`grid shrink-0 place-items-center rounded-full font-bold text-[#0d0f13] ${SIZES[size]} ${HUES[sum % HUES.length] ?? HUES[0]}`}
    >
      {initial}
    </span>
  );
}
