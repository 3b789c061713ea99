export { ImportPage as default } from '../../../../products/import/import-page';
