export { SyncPage as default } from '../../../sync/sync-page';
