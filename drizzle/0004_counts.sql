CREATE TABLE `ban_count` (
	`channel_id` text NOT NULL,
	`kind` text NOT NULL,
	`count` integer NOT NULL,
	PRIMARY KEY(`channel_id`, `kind`)
);
--> statement-breakpoint
DROP INDEX `entry_when`;--> statement-breakpoint
CREATE INDEX `entry_when` ON `entry` (`channel_id`,`at`) WHERE found = 0;
--> statement-breakpoint
INSERT INTO `ban_count` (`channel_id`, `kind`, `count`) SELECT `channel_id`, `kind`, count(*) FROM `ban` GROUP BY `channel_id`, `kind`;
--> statement-breakpoint
CREATE TRIGGER `ban_counted` AFTER INSERT ON `ban` BEGIN INSERT INTO `ban_count` (`channel_id`, `kind`, `count`) VALUES (NEW.`channel_id`, NEW.`kind`, 1) ON CONFLICT (`channel_id`, `kind`) DO UPDATE SET `count` = `count` + 1; END;
--> statement-breakpoint
CREATE TRIGGER `ban_uncounted` AFTER DELETE ON `ban` BEGIN UPDATE `ban_count` SET `count` = `count` - 1 WHERE `channel_id` = OLD.`channel_id` AND `kind` = OLD.`kind`; END;
--> statement-breakpoint
CREATE TRIGGER `ban_recounted` AFTER UPDATE OF `kind` ON `ban` WHEN OLD.`kind` <> NEW.`kind` BEGIN UPDATE `ban_count` SET `count` = `count` - 1 WHERE `channel_id` = OLD.`channel_id` AND `kind` = OLD.`kind`; INSERT INTO `ban_count` (`channel_id`, `kind`, `count`) VALUES (NEW.`channel_id`, NEW.`kind`, 1) ON CONFLICT (`channel_id`, `kind`) DO UPDATE SET `count` = `count` + 1; END;
