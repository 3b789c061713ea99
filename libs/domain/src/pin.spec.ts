import { pinProblem, pinVerifier, pinWait } from './pin';

it('[PIN1] a PIN has 4 to 8 digits and nothing else', () => {
  for (const pin of ['4711', '80415', '27182818']) expect(pinProblem(pin)).toBeUndefined();
  for (const pin of ['', '471', '123456789', '47a1', ' 4711', '４７１１'])
    expect(pinProblem(pin)).toBe('A PIN has 4 to 8 digits.');
});

it('[PIN2] what is guessed first is no PIN: one digit or pair repeated, digits in a row', () => {
  for (const pin of ['0000', '111111', '1234', '4321', '98765', '1212', '474747'])
    expect(pinProblem(pin)).toMatch(/guessed first/);
  for (const pin of ['1235', '1357', '1221', '9012']) expect(pinProblem(pin)).toBeUndefined();
});

it('[PIN3] five wrong PINs cost a wait, and each further one twice as long, up to an hour', () => {
  expect([0, 1, 4, 5, 6, 7, 8, 11, 12, 13, 1000].map(pinWait)).toEqual([
    ...[0, 0, 0, 30, 60, 120, 240, 1920, 3600, 3600, 3600],
  ]);
});

it('[PIN4] what a device keeps of a PIN is neither its hash nor what another device keeps', () => {
  const hash = 'ab'.repeat(32);
  const verifier = pinVerifier(hash, '01'.repeat(32));
  expect(verifier).toMatch(/^[0-9a-f]{64}$/);
  expect(verifier).not.toBe(hash);
  expect(verifier).not.toBe(pinVerifier(hash, '02'.repeat(32)));
  expect(verifier).not.toBe(pinVerifier('ac'.repeat(32), '01'.repeat(32)));
});
