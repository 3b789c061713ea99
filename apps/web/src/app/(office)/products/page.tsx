export { ProductList as default } from '../../../products/product-list';
