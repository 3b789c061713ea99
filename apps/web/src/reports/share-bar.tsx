/** @param props.share from 0 to 1; what is below zero has no bar */
export function ShareBar({ share }: { share: number }) {
  return (
    <span aria-hidden className="mt-1 block h-1 overflow-hidden rounded-full bg-sunken">
      <span
        className="block h-full rounded-full bg-accent"
        style={{ width: `${100 * Math.max(0, share)}%` }}
      />
    </span>
  );
}
