export { NewProduct as default } from '../../../../products/new-product';
