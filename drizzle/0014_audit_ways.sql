CREATE TABLE `audit_block` (
	`block` integer PRIMARY KEY NOT NULL,
	`first_at` integer NOT NULL,
	`last_at` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `audit_fold` (
	`row` integer PRIMARY KEY NOT NULL,
	`head` integer NOT NULL,
	`moderator_id` text
);
--> statement-breakpoint
CREATE INDEX `audit_fold_head` ON `audit_fold` (`head`,`row`);--> statement-breakpoint
CREATE INDEX `audit_fold_moderator` ON `audit_fold` (`moderator_id`,`head`) WHERE moderator_id IS NOT NULL;--> statement-breakpoint
DROP INDEX `entry_moderator`;--> statement-breakpoint
DROP INDEX `entry_kind`;--> statement-breakpoint
CREATE INDEX `entry_moderator` ON `entry` (`moderator_id`,`at`) WHERE found = 0;--> statement-breakpoint
CREATE INDEX `entry_kind` ON `entry` (`kind`,`at`) WHERE found = 0;--> statement-breakpoint
CREATE INDEX `ban_told` ON `ban` (`channel_id`) WHERE sources <> 1;
--> statement-breakpoint
INSERT INTO `audit_block` (`block`, `first_at`, `last_at`) SELECT `seq` / 1024, min(`at`), max(`at`) FROM `audit` GROUP BY 1;
--> statement-breakpoint
INSERT INTO `audit_fold` (`row`, `head`, `moderator_id`) SELECT later.`seq`, head.`seq`, iif(later.`moderator_id` IS NOT head.`moderator_id`, later.`moderator_id`, NULL) FROM `audit` later JOIN `audit` head ON head.`id` = later.`amends`;
--> statement-breakpoint
CREATE TRIGGER `audit_timed` AFTER INSERT ON `audit` BEGIN INSERT INTO `audit_block` (`block`, `first_at`, `last_at`) VALUES (NEW.`seq` / 1024, NEW.`at`, NEW.`at`) ON CONFLICT (`block`) DO UPDATE SET `first_at` = min(`first_at`, NEW.`at`), `last_at` = max(`last_at`, NEW.`at`) WHERE NEW.`at` < `first_at` OR NEW.`at` > `last_at`; END;
--> statement-breakpoint
CREATE TRIGGER `audit_folded` AFTER INSERT ON `audit` WHEN NEW.`amends` IS NOT NULL BEGIN INSERT INTO `audit_fold` (`row`, `head`, `moderator_id`) SELECT NEW.`seq`, `seq`, iif(NEW.`moderator_id` IS NOT `moderator_id`, NEW.`moderator_id`, NULL) FROM `audit` WHERE `id` = NEW.`amends`; END;
--> statement-breakpoint
CREATE TRIGGER `audit_unfolded` AFTER DELETE ON `audit` BEGIN DELETE FROM `audit_fold` WHERE `row` = OLD.`seq`; DELETE FROM `audit_fold` WHERE `head` = OLD.`seq`; END;
