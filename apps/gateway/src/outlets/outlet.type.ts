import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { DeviceClaimType } from './device-claim.type';

@ObjectType('Outlet', { description: 'A shop: one place with its own stock, time zone and currency.' })
export class OutletType {
  @Field(() => ID) id!: string;
  @Field(() => String, { description: 'Part of each sale’s reference, such as MAIN.' }) code!: string;
  @Field(() => String) name!: string;
  @Field(() => String, { description: 'IANA time zone, such as Europe/Paris.' }) timeZone!: string;
  @Field(() => String, { description: 'ISO 4217, such as EUR.' }) currency!: string;
  @Field(() => Boolean) pricesIncludeTax!: boolean;
  @Field(() => Int, { description: 'The business day ends this many minutes after midnight.' })
  cutOverMinutes!: number;
  @Field(() => Int, {
    description: 'In percent of the list price: further, a cashier changes it only with an approval.',
  })
  priceChangeLimit!: number;
  @Field(() => Int, {
    description: 'In minor units: beyond, a cashier closes a shift only with an approval.',
  })
  differenceLimit!: number;
  @Field(() => Int, {
    description: 'In minor units: more than this in one sale, a cashier gives back only with an approval.',
  })
  refundLimit!: number;
  @Field(() => Float, {
    description: 'Percent: of products that are made here without a tax rate of their own.',
  })
  defaultTaxRate!: number;
  @Field(() => String, { description: 'Lines above the sale on receipts; empty: none.' })
  receiptHeader!: string;
  @Field(() => String, { description: 'Lines below the sale on receipts; empty: none.' })
  receiptFooter!: string;
}

@ObjectType('Register', {
  description: 'A till. Each outlet has a server register, 00, for sales made through the API.',
})
export class RegisterType {
  @Field(() => ID) id!: string;
  @Field(() => String) code!: string;
  @Field(() => String) name!: string;
  @Field(() => OutletType) outlet?: OutletType;
  @Field(() => DeviceClaimType, {
    nullable: true,
    description: 'The claim of the device that holds it now; null when none does.',
  })
  claim?: DeviceClaimType | null;
}
