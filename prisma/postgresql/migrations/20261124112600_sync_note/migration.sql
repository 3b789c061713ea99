-- AlterTable
ALTER TABLE "Sale" ADD COLUMN     "syncNote" TEXT;
