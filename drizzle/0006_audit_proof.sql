CREATE TABLE `audit_anchor` (
	`id` integer PRIMARY KEY NOT NULL,
	`reason` text NOT NULL,
	`from_seq` integer NOT NULL,
	`seq` integer NOT NULL,
	`hash` text NOT NULL,
	`count` integer NOT NULL,
	`base_seq` integer NOT NULL,
	`base_hash` text NOT NULL,
	`began_at` integer NOT NULL,
	`key_id` text,
	`prev_mac` text NOT NULL,
	`mac` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_checkpoint` (
	`seq` integer PRIMARY KEY NOT NULL,
	`hash` text NOT NULL,
	`count` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `retention` (
	`id` integer PRIMARY KEY NOT NULL,
	`consent_days` integer,
	`consented_at` integer,
	`consented_by` text,
	`ran_at` integer
);
--> statement-breakpoint
DROP TRIGGER `audit_no_delete`;
--> statement-breakpoint
CREATE TRIGGER `audit_no_delete` BEFORE DELETE ON `audit` WHEN OLD.`seq` > (SELECT coalesce(max(`seq`), 0) FROM `audit_checkpoint`) BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
--> statement-breakpoint
DROP TRIGGER `audit_rising`;
--> statement-breakpoint
CREATE TRIGGER `audit_rising` BEFORE INSERT ON `audit` WHEN NEW.`seq` <= max((SELECT coalesce(max(`seq`), 0) FROM `audit`), (SELECT coalesce(max(`seq`), 0) FROM `audit_checkpoint`)) BEGIN SELECT RAISE(ABORT, 'an audit sequence must rise'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_checkpoint_of_a_row` BEFORE INSERT ON `audit_checkpoint` WHEN NOT EXISTS (SELECT 1 FROM `audit` WHERE `seq` = NEW.`seq` AND `hash` = NEW.`hash`) OR NEW.`seq` <= (SELECT coalesce(max(`seq`), 0) FROM `audit_checkpoint`) BEGIN SELECT RAISE(ABORT, 'a checkpoint is of a later row of the audit log'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_checkpoint_no_update` BEFORE UPDATE ON `audit_checkpoint` BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_checkpoint_no_delete` BEFORE DELETE ON `audit_checkpoint` BEGIN SELECT RAISE(ABORT, 'checkpoints are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_anchor_no_delete` BEFORE DELETE ON `audit_anchor` BEGIN SELECT RAISE(ABORT, 'anchors are append-only'); END;
--> statement-breakpoint
CREATE TRIGGER `audit_anchor_only_last` BEFORE UPDATE ON `audit_anchor` WHEN NEW.`id` <> OLD.`id` OR OLD.`id` < (SELECT max(`id`) FROM `audit_anchor`) OR NEW.`seq` < OLD.`seq` BEGIN SELECT RAISE(ABORT, 'only the last anchor moves, and only on'); END;
