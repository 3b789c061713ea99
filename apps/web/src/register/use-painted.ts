import { useEffect, useState } from 'react';

/** The value, once what could be drawn without it has been painted; undefined until then. */
export function usePainted<T extends object>(value: T | undefined): T | undefined {
  const [painted, setPainted] = useState<T>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    // What is asked for while a frame begins is done after that frame.
    const frame = requestAnimationFrame(() => {
      timer = setTimeout(() => setPainted(value));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
  }, [value]);
  return painted === value ? painted : undefined;
}
