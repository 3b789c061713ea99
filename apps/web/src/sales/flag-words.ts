import type { SaleFlag } from '@tillkeep/client';

/** What is odd about a sale, for a manager. */
export type FlagWords = {
  title: string;
  /** What it means for this sale. */
  meaning: string;
  /** What somebody has to do, if anything. */
  advice: string;
};

export const flagWords: Record<SaleFlag, FlagWords> = {
  OVERSOLD: {
    title: 'More was sold than there was.',
    meaning: 'By the books here there was not enough on the shelf, so the stock has gone below zero.',
    advice: 'Count the product and correct its stock.',
  },
  UNKNOWN_PRODUCT: {
    title: 'A product is not known here.',
    meaning:
      'The till sold something that this shop’s list does not have. It counts in the takings, but in no stock.',
    advice: 'Look at the line’s SKU, and make the product or correct the stock of the one that was meant.',
  },
  PRICE_DIFFERS: {
    title: 'A price or tax rate is not the product’s.',
    meaning:
      'Prices changed while the till had no network, or the cashier changed one. What the customer paid is what counts.',
    advice: 'Compare the lines with the products; nothing has to be done if the price was meant.',
  },
  TOTALS_MISMATCH: {
    title: 'The amounts do not add up.',
    meaning:
      'Lines, tax and payments give another total than the sale says. It is recorded as the till sent it, and the ERP may refuse it.',
    advice: 'Compare it with the printed receipt and call the support: a till does not do this by itself.',
  },
  CLOCK_SKEW: {
    title: 'The till’s clock was wrong.',
    meaning: 'Time of sale or business day may be off.',
    advice: 'Set the clock of the device. The sale keeps the day that is on its receipt.',
  },
  CHAIN_BROKEN: {
    title: 'It does not follow from the sale before it.',
    meaning:
      'Its hash, place or number is not the next one of the till: data of the device was copied, restored or changed.',
    advice:
      'See the proof of the register, and claim the register anew on the device that is to go on selling.',
  },
  LATE: {
    title: 'It was handed in after another device took over the register.',
    meaning: 'The old device still held it. It is recorded and counts like any other.',
    advice: 'Totals of its day have grown since: look again if you had closed that day.',
  },
  NOT_APPROVED: {
    title: 'Something was done without a leave that holds.',
    meaning:
      'The cashier changed a price further, or gave more back, than they may alone. No manager’s leave came with it, or one that does not hold: forged, used before, or of somebody who may no longer give it.',
    advice: 'Ask the cashier. What the customer paid is what counts; the outlet’s limits can be changed.',
  },
  OVER_RETURN: {
    title: 'More came back than was sold.',
    meaning:
      'Something of it had come back before, at a till that did not know of this one. Money was given back for it twice.',
    advice:
      'Open the sale that it comes back from: its lines say which returns there were. Ask who took them back.',
  },
  UNKNOWN_ORIGINAL: {
    title: 'What came back is not known here.',
    meaning:
      'The sale that it comes back from has not arrived, or nothing of the kind was sold in it. The mark goes away by itself when it arrives and fits.',
    advice:
      'See the proof of the register that has sold it; if nothing is missing there, ask who took the goods back.',
  },
};
