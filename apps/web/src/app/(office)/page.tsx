export { Start as default } from '../../start/start';
