-- AlterTable
ALTER TABLE "RegisterClaim" ADD COLUMN     "abandonNote" TEXT,
ADD COLUMN     "abandonedAt" TIMESTAMP(3),
ADD COLUMN     "abandonedSequence" INTEGER;
