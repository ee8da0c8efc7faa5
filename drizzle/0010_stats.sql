CREATE TABLE `stats_day` (
	`channel_id` text NOT NULL,
	`day` integer NOT NULL,
	`acts` blob NOT NULL,
	PRIMARY KEY(`channel_id`, `day`)
);
--> statement-breakpoint
CREATE TABLE `stats_stale` (
	`channel_id` text NOT NULL,
	`day` integer NOT NULL,
	`version` integer NOT NULL,
	PRIMARY KEY(`channel_id`, `day`)
);
--> statement-breakpoint
CREATE TABLE `stats_word` (
	`number` integer PRIMARY KEY NOT NULL,
	`word` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `stats_word_word_unique` ON `stats_word` (`word`);
--> statement-breakpoint
INSERT INTO `stats_stale` (`channel_id`, `day`, `version`) SELECT DISTINCT `channel_id`, `at` / 86400000, 0 FROM `entry` WHERE found = 0;
--> statement-breakpoint
CREATE TRIGGER `entry_day_added` AFTER INSERT ON `entry` WHEN NEW.`found` = 0 BEGIN INSERT INTO `stats_stale` (`channel_id`, `day`, `version`) VALUES (NEW.`channel_id`, NEW.`at` / 86400000, 0) ON CONFLICT (`channel_id`, `day`) DO UPDATE SET `version` = `version` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `entry_day_removed` AFTER DELETE ON `entry` WHEN OLD.`found` = 0 BEGIN INSERT INTO `stats_stale` (`channel_id`, `day`, `version`) VALUES (OLD.`channel_id`, OLD.`at` / 86400000, 0) ON CONFLICT (`channel_id`, `day`) DO UPDATE SET `version` = `version` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `entry_day_changed` AFTER UPDATE OF `channel_id`, `user_id`, `kind`, `at`, `not_before`, `duration_seconds`, `reason`, `moderator_id`, `moderator_login`, `found` ON `entry` WHEN OLD.`found` = 0 OR NEW.`found` = 0 BEGIN INSERT INTO `stats_stale` (`channel_id`, `day`, `version`) VALUES (OLD.`channel_id`, OLD.`at` / 86400000, 0) ON CONFLICT (`channel_id`, `day`) DO UPDATE SET `version` = `version` + 1; INSERT INTO `stats_stale` (`channel_id`, `day`, `version`) VALUES (NEW.`channel_id`, NEW.`at` / 86400000, 0) ON CONFLICT (`channel_id`, `day`) DO UPDATE SET `version` = `version` + 1; END;