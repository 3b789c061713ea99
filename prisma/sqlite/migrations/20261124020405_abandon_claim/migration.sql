-- AlterTable
ALTER TABLE "RegisterClaim" ADD COLUMN "abandonNote" TEXT;
ALTER TABLE "RegisterClaim" ADD COLUMN "abandonedAt" DATETIME;
ALTER TABLE "RegisterClaim" ADD COLUMN "abandonedSequence" INTEGER;
