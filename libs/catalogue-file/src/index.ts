export * from './columns';
export * from './decimals';
export * from './decode-text';
export * from './products';
export * from './send-products';
export * from './table';
export * from './write';
