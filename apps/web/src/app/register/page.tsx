import './receipt.css';
import type { Metadata } from 'next';
import { RegisterScreen } from '../../register/register-screen';

export const metadata: Metadata = { title: 'Register' };

export default function RegisterPage() {
  return <RegisterScreen />;
}
