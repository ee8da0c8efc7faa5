DROP INDEX `ban_other`;--> statement-breakpoint
DROP INDEX `ban_when`;--> statement-breakpoint
DROP INDEX `ban_name`;--> statement-breakpoint
DROP INDEX `ban_reason`;--> statement-breakpoint
DROP INDEX `ban_moderator`;--> statement-breakpoint
DROP INDEX `ban_end`;--> statement-breakpoint
DROP INDEX `ban_by`;--> statement-breakpoint
DROP INDEX `ban_unsettled`;--> statement-breakpoint
CREATE INDEX `ban_when` ON `ban` (`channel_id`,`kind`,`at`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_name` ON `ban` (`channel_id`,`kind`,`login`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_reason` ON `ban` (`channel_id`,`kind`,reason COLLATE NOCASE) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_moderator` ON `ban` (`channel_id`,`kind`,`moderator_login`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_end` ON `ban` (`channel_id`,`kind`,`expires_at`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_by` ON `ban` (`channel_id`,`kind`,`moderator_id`,`moderator_login`) WHERE settled = 1;--> statement-breakpoint
CREATE INDEX `ban_unsettled` ON `ban` (`channel_id`,`kind`) WHERE settled = 0;