export { Home as default } from '../../start/home';
