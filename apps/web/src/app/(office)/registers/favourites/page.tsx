import type { Metadata } from 'next';

export { FavouritesPage as default } from '../../../../registers/favourites-page';

export const metadata: Metadata = { title: 'Favourites' };
