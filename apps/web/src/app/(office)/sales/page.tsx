export { SaleList as default } from '../../../sales/sale-list';
