/** Must come before whatever checks data: the policy of the pages forbids code made from text, which zod would try. */
import { config } from 'zod';

config({ jitless: true });
