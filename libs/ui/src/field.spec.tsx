import { render, screen } from '@testing-library/react';
import { Field, TextInput } from './field';

describe('A field', () => {
  it('is found by its label', () => {
    render(
      <Field label="Price">
        <TextInput defaultValue="1.50" />
      </Field>,
    );
    expect(screen.getByLabelText('Price')).toHaveValue('1.50');
  });

  it('reads out what is wrong, and then the hint, with the control', () => {
    render(
      <Field label="Price" hint="Tax included." error="Type an amount such as 12.50.">
        <TextInput />
      </Field>,
    );
    const input = screen.getByLabelText('Price');
    expect(input).toBeInvalid();
    expect(input).toHaveAccessibleDescription('Type an amount such as 12.50. Tax included.');
  });

  it('is valid and undescribed without them', () => {
    render(
      <Field label="Price">
        <TextInput />
      </Field>,
    );
    const input = screen.getByLabelText('Price');
    expect(input).toBeValid();
    expect(input).not.toHaveAttribute('aria-describedby');
  });
});
