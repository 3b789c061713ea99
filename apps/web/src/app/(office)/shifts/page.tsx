import type { Metadata } from 'next';

export { ShiftList as default } from '../../../shifts/shift-list';

export const metadata: Metadata = { title: 'Shifts' };
